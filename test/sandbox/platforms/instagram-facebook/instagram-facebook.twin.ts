import { facebookLoginTwin } from '../../networks/meta/meta.twin.js';

/** Instagram professional accounts that are linked to Facebook pages. */
export const instagramFacebook = facebookLoginTwin('Instagram (via Facebook)', [
  'public_profile',
  'instagram_basic',
  'pages_show_list',
  'business_management',
  'pages_read_engagement',
  'instagram_content_publish',
  'instagram_manage_comments',
  'instagram_manage_insights',
  'ads_management',
  'ads_read',
]);
